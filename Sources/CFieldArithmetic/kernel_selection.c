// Which kernel multiplies.
#include <stdlib.h>

#include "base_field.h"

// The portable kernel until the constructor has run, so that nothing depends on the order of constructors.
const multiplication_kernel *_Atomic current_kernel = &portable_kernel;

// Whether the eight lanes may be used beside it.
static _Atomic int lanes_enabled = 0;

medseal_kernel medseal_field_kernel(void) {
    if (kernel() == &portable_kernel) return medseal_kernel_portable;
    return atomic_load_explicit(&lanes_enabled, memory_order_relaxed) ? medseal_kernel_ifma : medseal_kernel_adx;
}

medseal_kernel medseal_field_select_kernel(medseal_kernel wanted) {
    const multiplication_kernel *chosen = &portable_kernel;
    int lanes = 0;
#if defined(__x86_64__) && defined(__linux__)
    __builtin_cpu_init();
    if (wanted != medseal_kernel_portable && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx")) {
        chosen = &adx_kernel;
        lanes = wanted == medseal_kernel_ifma && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512ifma");
    }
#else
    (void)wanted;
#endif
    atomic_store_explicit(&current_kernel, chosen, memory_order_relaxed);
    atomic_store_explicit(&lanes_enabled, lanes, memory_order_relaxed);
    return medseal_field_kernel();
}

/// The kernel that the environment variable MEDSEAL_KERNEL names, for tests and measurements; the best one for any other text.
static medseal_kernel kernel_wanted(void) {
    const char *name = getenv("MEDSEAL_KERNEL");
    if (name != NULL && strcmp(name, "portable") == 0) return medseal_kernel_portable;
    if (name != NULL && strcmp(name, "adx") == 0) return medseal_kernel_adx;
    return medseal_kernel_ifma;
}

__attribute__((constructor)) static void select_kernel(void) { (void)medseal_field_select_kernel(kernel_wanted()); }
