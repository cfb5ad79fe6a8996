// Montgomery products modulo p with BMI2 and ADX: mulx leaves the flags alone, and adcx and adox are two independent
// carry chains, so that a row of products is added without waiting for one carry.
//
// The method is limbs_montgomery_multiply's in limbs.h, row by row: the sum is in seven registers whose roles rotate.
// Straight-line code: no branch, no address depends on a value. rbp is left alone.
#if defined(__x86_64__) && defined(__linux__)

    .section .rodata
    .balign 64
modulus:
    .quad 0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624
    .quad 0x64774b84f38512bf, 0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a
negative_inverse:
    .quad 0x89f3fffcfffcfffd

// t += source * rdx over six limbs, the source being at an offset from a base; t6 takes the last carries.
.macro ADD_PRODUCT_ROW offset, base, t0, t1, t2, t3, t4, t5, t6
    xorl %eax, %eax
    mulxq \offset+0(\base), %rax, %rbx
    adcxq %rax, \t0
    adoxq %rbx, \t1
    mulxq \offset+8(\base), %rax, %rbx
    adcxq %rax, \t1
    adoxq %rbx, \t2
    mulxq \offset+16(\base), %rax, %rbx
    adcxq %rax, \t2
    adoxq %rbx, \t3
    mulxq \offset+24(\base), %rax, %rbx
    adcxq %rax, \t3
    adoxq %rbx, \t4
    mulxq \offset+32(\base), %rax, %rbx
    adcxq %rax, \t4
    adoxq %rbx, \t5
    mulxq \offset+40(\base), %rax, %rbx
    adcxq %rax, \t5
    adoxq %rbx, \t6
    movl $0, %eax
    adcxq %rax, \t6
.endm

// t = source * rdx, the first row; t6 becomes its last limb.
.macro FIRST_PRODUCT_ROW t0, t1, t2, t3, t4, t5, t6
    mulxq 0(%rsi), \t0, \t1
    mulxq 8(%rsi), %rax, \t2
    addq %rax, \t1
    mulxq 16(%rsi), %rax, \t3
    adcq %rax, \t2
    mulxq 24(%rsi), %rax, \t4
    adcq %rax, \t3
    mulxq 32(%rsi), %rax, \t5
    adcq %rax, \t4
    mulxq 40(%rsi), %rax, \t6
    adcq %rax, \t5
    adcq $0, \t6
.endm

// t += m p with the m that makes t0 zero; t0 is then the empty top limb of the next row.
.macro REDUCE_ROW t0, t1, t2, t3, t4, t5, t6
    movq negative_inverse(%rip), %rdx
    imulq \t0, %rdx
    ADD_PRODUCT_ROW modulus, %rip, \t0, \t1, \t2, \t3, \t4, \t5, \t6
.endm

// One limb of b in a product.
.macro STEP index, t0, t1, t2, t3, t4, t5, t6
    movq 8*\index(%rcx), %rdx
    ADD_PRODUCT_ROW 0, %rsi, \t0, \t1, \t2, \t3, \t4, \t5, \t6
    REDUCE_ROW \t0, \t1, \t2, \t3, \t4, \t5, \t6
.endm

// One limb of b0 and of b1 in a sum of two products.
.macro STEP_OF_TWO index, t0, t1, t2, t3, t4, t5, t6
    movq 8*\index(%rcx), %rdx
    ADD_PRODUCT_ROW 0, %rsi, \t0, \t1, \t2, \t3, \t4, \t5, \t6
    movq 8*\index(%r15), %rdx
    ADD_PRODUCT_ROW 48, %rsi, \t0, \t1, \t2, \t3, \t4, \t5, \t6
    REDUCE_ROW \t0, \t1, \t2, \t3, \t4, \t5, \t6
.endm

// Stores t, below 2 p, at rdi, less p if it is not below p.
.macro STORE_REDUCED t0, t1, t2, t3, t4, t5
    movq \t0, %rax
    movq \t1, %rbx
    movq \t2, %rcx
    movq \t3, %rdx
    movq \t4, %rsi
    movq \t5, %r15
    subq modulus(%rip), %rax
    sbbq modulus+8(%rip), %rbx
    sbbq modulus+16(%rip), %rcx
    sbbq modulus+24(%rip), %rdx
    sbbq modulus+32(%rip), %rsi
    sbbq modulus+40(%rip), %r15
    cmovcq \t0, %rax
    cmovcq \t1, %rbx
    cmovcq \t2, %rcx
    cmovcq \t3, %rdx
    cmovcq \t4, %rsi
    cmovcq \t5, %r15
    movq %rax, 0(%rdi)
    movq %rbx, 8(%rdi)
    movq %rcx, 16(%rdi)
    movq %rdx, 24(%rdi)
    movq %rsi, 32(%rdi)
    movq %r15, 40(%rdi)
.endm

.macro SAVE_REGISTERS
    pushq %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbx, 0
    pushq %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r12, 0
    pushq %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r13, 0
    pushq %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r14, 0
    pushq %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r15, 0
.endm

.macro RESTORE_REGISTERS_AND_RETURN
    popq %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r15
    popq %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r14
    popq %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r13
    popq %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r12
    popq %rbx
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbx
    retq
.endm

    .text

// void medseal_adx_multiply(fp_t *result, const fp_t *a, const fp_t *b)
// a b / R mod p, of a < p and any b < R.
    .globl medseal_adx_multiply
    .hidden medseal_adx_multiply
    .type medseal_adx_multiply, @function
    .balign 64
medseal_adx_multiply:
    .cfi_startproc
    SAVE_REGISTERS
    movq %rdx, %rcx
    movq 0(%rcx), %rdx
    FIRST_PRODUCT_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    REDUCE_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    STEP 1, %r9, %r10, %r11, %r12, %r13, %r14, %r8
    STEP 2, %r10, %r11, %r12, %r13, %r14, %r8, %r9
    STEP 3, %r11, %r12, %r13, %r14, %r8, %r9, %r10
    STEP 4, %r12, %r13, %r14, %r8, %r9, %r10, %r11
    STEP 5, %r13, %r14, %r8, %r9, %r10, %r11, %r12
    STORE_REDUCED %r14, %r8, %r9, %r10, %r11, %r12
    RESTORE_REGISTERS_AND_RETURN
    .cfi_endproc
    .size medseal_adx_multiply, . - medseal_adx_multiply

// void medseal_adx_sum_of_products(fp_t *result, const fp2_t *a, const fp_t *b0, const fp_t *b1)
// (a.c0 b0 + a.c1 b1) / R mod p, of a.c0, a.c1, b0 < p and b1 <= p: below (2 p^2 + R p) / R < 2 p before the last
// subtraction (Longa: "Efficient algorithms for large prime characteristic fields and their application to bilinear
// pairings", 2022, Algorithm 2).
    .globl medseal_adx_sum_of_products
    .hidden medseal_adx_sum_of_products
    .type medseal_adx_sum_of_products, @function
    .balign 64
medseal_adx_sum_of_products:
    .cfi_startproc
    SAVE_REGISTERS
    movq %rcx, %r15
    movq %rdx, %rcx
    movq 0(%rcx), %rdx
    FIRST_PRODUCT_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    movq 0(%r15), %rdx
    ADD_PRODUCT_ROW 48, %rsi, %r8, %r9, %r10, %r11, %r12, %r13, %r14
    REDUCE_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    STEP_OF_TWO 1, %r9, %r10, %r11, %r12, %r13, %r14, %r8
    STEP_OF_TWO 2, %r10, %r11, %r12, %r13, %r14, %r8, %r9
    STEP_OF_TWO 3, %r11, %r12, %r13, %r14, %r8, %r9, %r10
    STEP_OF_TWO 4, %r12, %r13, %r14, %r8, %r9, %r10, %r11
    STEP_OF_TWO 5, %r13, %r14, %r8, %r9, %r10, %r11, %r12
    STORE_REDUCED %r14, %r8, %r9, %r10, %r11, %r12
    RESTORE_REGISTERS_AND_RETURN
    .cfi_endproc
    .size medseal_adx_sum_of_products, . - medseal_adx_sum_of_products

    .section .note.GNU-stack, "", @progbits
#endif
