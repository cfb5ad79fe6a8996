// Which kernel multiplies.
#include "base_field.h"

// The portable kernel until the constructor has run, so that nothing depends on the order of constructors.
const multiplication_kernel *_Atomic current_kernel = &portable_kernel;

medseal_kernel medseal_field_kernel(void) {
    return kernel() == &portable_kernel ? medseal_kernel_portable : medseal_kernel_adx;
}

medseal_kernel medseal_field_select_kernel(medseal_kernel wanted) {
    const multiplication_kernel *chosen = &portable_kernel;
#if defined(__x86_64__) && defined(__linux__)
    __builtin_cpu_init();
    if (wanted == medseal_kernel_adx && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx"))
        chosen = &adx_kernel;
#else
    (void)wanted;
#endif
    atomic_store_explicit(&current_kernel, chosen, memory_order_relaxed);
    return medseal_field_kernel();
}

__attribute__((constructor)) static void select_fastest_kernel(void) {
    (void)medseal_field_select_kernel(medseal_kernel_adx);
}
