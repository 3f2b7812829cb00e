"""The kernel: each .pyx a compiled module. Where it cannot be built, pcapflow works on numpy alone.

Everything else about the package is in pyproject.toml.
"""

from pathlib import Path

from setuptools import Extension, setup

KERNEL = Path("src/pcapflow/kernel")

setup(
    ext_modules=[
        Extension(
            f"pcapflow.kernel.{loop.stem}",
            [str(loop)],
            include_dirs=[str(KERNEL)],
            depends=[str(part) for kind in ("*.h", "*.pxd") for part in KERNEL.glob(kind)],
            # -O3 alone has gcc gather the fields of a row in a vector register: 3 % more time in the walk.
            extra_compile_args=["-O3", "-g0", "-fno-tree-slp-vectorize"],
            optional=True,
        )
        for loop in sorted(KERNEL.glob("*.pyx"))
    ],
    options={"build_ext": {"cython_c_in_temp": True}},
)
