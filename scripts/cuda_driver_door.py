#!/usr/bin/env python3
"""Writes the assembly and C of libcuda.so for linking: a door to NVIDIA's driver that is opened at run time.

A program that is linked with the driver itself does not even start where there is none. This library has the driver's
functions by name; each jumps to the driver's own, found when the library is loaded, or, where there is no driver (or an
older one that lacks the function), to one that answers CUDA_ERROR_STUB_LIBRARY (34).

  cuda_driver_door.py CUDARC_SOURCE > door.c
"""
import pathlib, re, sys

source = pathlib.Path(sys.argv[1], "src/driver/sys/mod.rs").read_text()
names = sorted(set(re.findall(r"\bfn (cu[A-Z]\w*)\(", source)))
if len(names) < 100:
    sys.exit(f"{sys.argv[1]} has only {len(names)} functions of the driver: did cudarc change its layout?")
print(f"""#include <dlfcn.h>
#include <stddef.h>
enum {{ COUNT = {len(names)} }};
static const char *const names[COUNT] = {{ {", ".join(f'"{name}"' for name in names)} }};
static int no_driver(void) {{ return 34; }}
__attribute__((visibility("hidden"))) void *augscope_driver[COUNT];
__attribute__((constructor)) static void open_door(void) {{
    void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
    for (int i = 0; i < COUNT; i++) {{
        void *function = driver ? dlsym(driver, names[i]) : NULL;
        augscope_driver[i] = function ? function : (void *)no_driver;
    }}
}}""")
for index, name in enumerate(names):
    offset = 8 * index
    print(f"""#if defined(__x86_64__)
__asm__(".text\\n.globl {name}\\n.type {name}, @function\\n{name}:\\n jmp *augscope_driver+{offset}(%rip)\\n");
#elif defined(__aarch64__)
__asm__(".text\\n.globl {name}\\n.type {name}, %function\\n{name}:\\n adrp x16, augscope_driver+{offset}\\n"
        " ldr x16, [x16, :lo12:augscope_driver+{offset}]\\n br x16\\n");
#else
#error "the door to the driver is written for x86-64 and 64-bit ARM"
#endif""")
