"""How blocks look in a page and in a notebook.

Lines and grounds are mixed from the colour of the text around, so that a
fragment sits well in a light or dark notebook of any theme. What carries a
meaning by colour says it in a word, too.
"""

from __future__ import annotations

__all__ = ("STYLE",)

STYLE = """
.pcapflow { --line: color-mix(in srgb, currentColor 16%, transparent);
  --ground: color-mix(in srgb, currentColor 5%, transparent);
  --quiet: color-mix(in srgb, currentColor 68%, transparent);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  line-height: 1.5; }
.pcapflow section { margin: 0 0 2.75rem; }
.pcapflow section.note { margin-bottom: 1.25rem; }
.pcapflow .note + section:not(.note) { margin-top: 2.75rem; }
.pcapflow h2 { font-size: 1.1rem; font-weight: 600; line-height: 1.3; margin: 0 0 .8rem; }
.pcapflow p { margin: 0; max-width: 44rem; }
.pcapflow small { color: var(--quiet); font-size: 1em; }
.pcapflow ul { list-style: none; margin: 0; padding: 0; }
.pcapflow .wide { overflow-x: auto; }
.pcapflow pre { background: var(--ground); border: 1px solid var(--line); border-radius: 8px;
  font: .85rem/1.6 var(--mono); margin: 0; overflow-x: auto; padding: 1rem 1.25rem; white-space: pre; }
.pcapflow table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; margin: 0; }
.pcapflow th, .pcapflow td { border: 0; border-bottom: 1px solid var(--line); padding: .35rem 1.5rem .35rem 0;
  text-align: left; vertical-align: top; }
.pcapflow tr { background: none; }
.pcapflow th { color: var(--quiet); font-weight: 500; }
.pcapflow thead th { font-size: .8rem; white-space: nowrap; }
.pcapflow .number { text-align: right; }
.pcapflow .metrics td { overflow-wrap: anywhere; }
.pcapflow .metrics th { white-space: nowrap; }

.pcapflow .verdicts li { border-bottom: 1px solid var(--line); display: grid; gap: 0 .9rem;
  grid-template-columns: 3.2rem minmax(9rem, 20rem) 1fr; padding: .45rem 0; }
.pcapflow .verdicts strong { align-self: start; border-radius: 4px; color: #fff; font-size: .75rem; font-weight: 600;
  line-height: 1.25rem; margin-top: .1rem; text-align: center; }
.pcapflow .verdicts .ok { background: #1a7a45; }
.pcapflow .verdicts .fail { background: #c0322b; }
.pcapflow .verdicts .open { background: #6b6b70; }

.pcapflow .bar { display: flex; gap: 2px; margin: 0 0 .9rem; overflow: hidden; }
.pcapflow .bar span { background: hsl(var(--hue) 55% 50% / .28); border-bottom: 3px solid hsl(var(--hue) 50% 50%);
  font: .75rem/1.7 var(--mono); min-width: max-content; padding: 0 .15rem; text-align: center; }
.pcapflow .box { border: 1px solid hsl(var(--hue) 40% 50% / .7); border-radius: 8px; margin: .5rem; }
.pcapflow .bar + .box { margin: 0; }
.pcapflow .box p { background: hsl(var(--hue) 60% 50% / .13); border-radius: 7px; display: flex; flex-wrap: wrap;
  gap: 0 .75rem; max-width: none; padding: .45rem .75rem; }
.pcapflow .box b { font-weight: 600; }
.pcapflow .box small { font: .85rem/1.75 var(--mono); overflow-wrap: anywhere; }
.pcapflow .total { color: var(--quiet); font-size: .9rem; margin-top: .6rem; }

.pcapflow .packets table { font: .78rem/1.5 var(--mono); width: 100%; }
.pcapflow .packets td, .pcapflow .packets th { padding: .3rem .85rem .3rem 0; white-space: nowrap; }
.pcapflow .packets td:last-child { padding-right: 0; white-space: normal; width: 99%; min-width: 26rem; }
.pcapflow .packets :is(th, td):is(:nth-child(1), :nth-child(2), :nth-child(6)) { text-align: right; }
.pcapflow summary { cursor: pointer; }
.pcapflow summary:hover, .pcapflow summary:focus-visible { text-decoration: underline; text-underline-offset: .2em; }
.pcapflow details ul { padding-left: 1.25rem; }
.pcapflow details > ul { border-left: 2px solid var(--line); margin: .4rem 0 .6rem .3rem; padding-left: .8rem; }
.pcapflow details > ul > li { font-weight: 600; margin-top: .35rem; }
.pcapflow details ul ul { font-weight: 400; }
.pcapflow details small { font-weight: 400; margin-left: .5rem; }
"""
