// Which kernel multiplies.
#include "base_field.h"

static medseal_kernel current = medseal_kernel_portable;

// The portable kernel until the constructor has run, so that nothing depends on the order of constructors.
const multiplication_kernel *current_kernel = &portable_kernel;

medseal_kernel medseal_field_kernel(void) { return current; }

medseal_kernel medseal_field_select_kernel(medseal_kernel wanted) {
    (void)wanted;
    current = medseal_kernel_portable;
    current_kernel = &portable_kernel;
    return current;
}

__attribute__((constructor)) static void select_fastest_kernel(void) {
    (void)medseal_field_select_kernel(medseal_kernel_adx);
}
