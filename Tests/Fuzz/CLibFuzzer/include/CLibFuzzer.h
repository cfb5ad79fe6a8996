#ifndef MEDSEAL_CLIBFUZZER_H
#define MEDSEAL_CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

// libFuzzer as a library (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library): the loop runs here, and the
// program keeps its own main.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
