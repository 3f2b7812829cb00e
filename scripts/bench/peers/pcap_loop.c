/* libpcap's pcap_loop over a capture, with a callback that only counts.
 *
 *     pcap_loop FILE [BUFFER-BYTES]
 *
 * With BUFFER-BYTES the file has a buffer of that size that begins with a page, in place of what stdio chooses.
 */

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static void count(unsigned char *packets, const struct pcap_pkthdr *header, const unsigned char *bytes)
{
    (void)header;
    (void)bytes;
    ++*(unsigned long *)packets;
}

int main(int argc, char **argv)
{
    char problem[PCAP_ERRBUF_SIZE] = "";
    unsigned long packets = 0;
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: pcap_loop FILE [BUFFER-BYTES]\n");
        return 2;
    }
    if (argc > 2) {
        size_t size = strtoul(argv[2], NULL, 10);
        setvbuf(file, aligned_alloc(4096, size), _IOFBF, size);
    }
    pcap_t *capture = pcap_fopen_offline(file, problem);
    if (capture == NULL) {
        fprintf(stderr, "%s: %s\n", argv[1], problem);
        return 2;
    }

    double wall_s = seconds(CLOCK_MONOTONIC), cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
    int status = pcap_loop(capture, -1, count, (unsigned char *)&packets);
    wall_s = seconds(CLOCK_MONOTONIC) - wall_s;
    cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;

    printf("{\"n_packets\": %lu, \"wall_s\": %.9f, \"cpu_s\": %.9f}\n", packets, wall_s, cpu_s);
    pcap_close(capture);
    return status == 0 ? 0 : 1;
}
