// Montgomery products modulo p with BMI2 and ADX: mulx leaves the flags alone, and adcx and adox are two independent
// carry chains, so that a row of products is added without waiting for one carry.
//
// Straight-line code: no branch, no address depends on a value.
#if defined(__x86_64__) && defined(__linux__)

    .section .rodata
    .balign 64
modulus:
    .quad 0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624
    .quad 0x64774b84f38512bf, 0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a
negative_inverse:
    .quad 0x89f3fffcfffcfffd
twice_modulus:
    .quad 0x73fdffffffff5556, 0x3d57fffd62a7ffff, 0xce61a541ed61ec48
    .quad 0xc8ee9709e70a257e, 0x96374f6c869759ae, 0x340223d472ffcd34

// t += source * rdx over six limbs, the source being at an offset from a base: the first five products, and
// the sixth in rbx and rax. The flags CF and OF are 0 before.
.macro ADD_PRODUCTS offset, base, t0, t1, t2, t3, t4, t5
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
.endm

// t += source * rdx where t6 is a limb not used before; r15 is 0.
.macro ADD_ROW offset, base, t0, t1, t2, t3, t4, t5, t6
    xorq \t6, \t6
    ADD_PRODUCTS \offset, \base, \t0, \t1, \t2, \t3, \t4, \t5
    adcxq %rax, \t5
    adoxq %rbx, \t6
    adcxq %r15, \t6
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

// rdx = the m that makes t0 + m p end in a zero limb.
.macro REDUCTION_FACTOR t0
    movq negative_inverse(%rip), %rdx
    imulq \t0, %rdx
.endm

// t += m p, t6 being a limb with a sum in it; r15 is 0.
//
// The last mulx computes nothing of use: with it the row is in step with the four ALUs of Zen 4, on which a product takes 110
// cycles with it and 132 without (measured).
.macro REDUCE_ROW t0, t1, t2, t3, t4, t5, t6
    REDUCTION_FACTOR \t0
    xorl %eax, %eax
    ADD_PRODUCTS modulus, %rip, \t0, \t1, \t2, \t3, \t4, \t5
    adoxq %rbx, \t6
    mulxq %r15, %rbx, %rbx
    adcxq %rax, \t5
    adcxq %r15, \t6
.endm

// t += m p, t6 being a limb not used before.
.macro REDUCE_SHORT_ROW t0, t1, t2, t3, t4, t5, t6
    REDUCTION_FACTOR \t0
    xorq \t6, \t6
    ADD_PRODUCTS modulus, %rip, \t0, \t1, \t2, \t3, \t4, \t5
    adcxq %rax, \t5
    adoxq %rbx, \t6
    adcq $0, \t6
.endm

// One limb of b in a product: t0 is 0 afterwards, and the empty top limb of the next step.
.macro STEP index, t0, t1, t2, t3, t4, t5, t6
    movq 8*\index(%rcx), %rdx
    ADD_ROW 0, %rsi, \t0, \t1, \t2, \t3, \t4, \t5, \t6
    REDUCE_ROW \t0, \t1, \t2, \t3, \t4, \t5, \t6
.endm

// One limb of b in a product without reduction: t0 is final, and stored at an offset from rdi. The last mulx is for the step, as in REDUCE_ROW.
.macro WIDE_STEP index, to, t0, t1, t2, t3, t4, t5, t6
    movq 8*\index(%rcx), %rdx
    xorq \t6, \t6
    ADD_PRODUCTS 0, %rsi, \t0, \t1, \t2, \t3, \t4, \t5
    adcxq %rax, \t5
    adoxq %rbx, \t6
    mulxq %r15, %rax, %rbx
    adcxq %rax, \t6
    movq \t0, \to+8*\index(%rdi)
.endm

// The six limbs of t / R + upper half, where the wide integer is at an offset from a base, in r14 and r8 to r12.
.macro REDUCE_WIDE from
    movq 0(\from), %r8
    movq 8(\from), %r9
    movq 16(\from), %r10
    movq 24(\from), %r11
    movq 32(\from), %r12
    movq 40(\from), %r13
    REDUCE_SHORT_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    REDUCE_SHORT_ROW %r9, %r10, %r11, %r12, %r13, %r14, %r8
    REDUCE_SHORT_ROW %r10, %r11, %r12, %r13, %r14, %r8, %r9
    REDUCE_SHORT_ROW %r11, %r12, %r13, %r14, %r8, %r9, %r10
    REDUCE_SHORT_ROW %r12, %r13, %r14, %r8, %r9, %r10, %r11
    REDUCE_SHORT_ROW %r13, %r14, %r8, %r9, %r10, %r11, %r12
    addq 48(\from), %r14
    adcq 56(\from), %r8
    adcq 64(\from), %r9
    adcq 72(\from), %r10
    adcq 80(\from), %r11
    adcq 88(\from), %r12
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

// t, in two's complement, plus the multiple of p at `multiple` if t is negative.
.macro ADD_IF_NEGATIVE multiple, t0, t1, t2, t3, t4, t5
    movq \t5, %r15
    sarq $63, %r15
    movq \multiple+0(%rip), %rax
    andq %r15, %rax
    movq \multiple+8(%rip), %rbx
    andq %r15, %rbx
    movq \multiple+16(%rip), %rcx
    andq %r15, %rcx
    movq \multiple+24(%rip), %rdx
    andq %r15, %rdx
    movq \multiple+32(%rip), %rsi
    andq %r15, %rsi
    movq \multiple+40(%rip), %r13
    andq %r15, %r13
    addq %rax, \t0
    adcq %rbx, \t1
    adcq %rcx, \t2
    adcq %rdx, \t3
    adcq %rsi, \t4
    adcq %r13, \t5
.endm

// t, less p if it is not below p.
.macro SUBTRACT_ONCE t0, t1, t2, t3, t4, t5
    movq \t0, %rax
    movq \t1, %rbx
    movq \t2, %rcx
    movq \t3, %rdx
    movq \t4, %rsi
    movq \t5, %r13
    subq modulus+0(%rip), %rax
    sbbq modulus+8(%rip), %rbx
    sbbq modulus+16(%rip), %rcx
    sbbq modulus+24(%rip), %rdx
    sbbq modulus+32(%rip), %rsi
    sbbq modulus+40(%rip), %r13
    cmovncq %rax, \t0
    cmovncq %rbx, \t1
    cmovncq %rcx, \t2
    cmovncq %rdx, \t3
    cmovncq %rsi, \t4
    cmovncq %r13, \t5
.endm

// The twelve limbs of the product of the integers at rsi and rcx: the lower six stored at an offset from rdi, the upper six in
// r14 and r8 to r12. r15 is 0.
.macro WIDE_PRODUCT to
    movq 0(%rcx), %rdx
    FIRST_PRODUCT_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    movq %r8, \to(%rdi)
    WIDE_STEP 1, \to, %r9, %r10, %r11, %r12, %r13, %r14, %r8
    WIDE_STEP 2, \to, %r10, %r11, %r12, %r13, %r14, %r8, %r9
    WIDE_STEP 3, \to, %r11, %r12, %r13, %r14, %r8, %r9, %r10
    WIDE_STEP 4, \to, %r12, %r13, %r14, %r8, %r9, %r10, %r11
    WIDE_STEP 5, \to, %r13, %r14, %r8, %r9, %r10, %r11, %r12
.endm

.macro STORE_UPPER_HALF to
    movq %r14, \to+48(%rdi)
    movq %r8, \to+56(%rdi)
    movq %r9, \to+64(%rdi)
    movq %r10, \to+72(%rdi)
    movq %r11, \to+80(%rdi)
    movq %r12, \to+88(%rdi)
.endm

.macro SAVE register
    pushq \register
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset \register, 0
.endm

.macro RESTORE register
    popq \register
    .cfi_adjust_cfa_offset -8
    .cfi_restore \register
.endm

.macro BEGIN name
    .globl \name
    .hidden \name
    .type \name, @function
    .balign 64
\name:
    .cfi_startproc
    SAVE %rbx
    SAVE %r12
    SAVE %r13
    SAVE %r14
    SAVE %r15
.endm

.macro END name
    RESTORE %r15
    RESTORE %r14
    RESTORE %r13
    RESTORE %r12
    RESTORE %rbx
    retq
    .cfi_endproc
    .size \name, . - \name
.endm

    .text

// void medseal_adx_multiply(fp_t *result, const fp_t *a, const fp_t *b)
// a b / R mod p, of a b < p R, by the method of limbs_montgomery_multiply in limbs.h: the sum is in seven registers whose roles
// rotate.
BEGIN medseal_adx_multiply
    movq %rdx, %rcx
    movq 0(%rcx), %rdx
    xorl %r15d, %r15d
    FIRST_PRODUCT_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    REDUCE_ROW %r8, %r9, %r10, %r11, %r12, %r13, %r14
    STEP 1, %r9, %r10, %r11, %r12, %r13, %r14, %r8
    STEP 2, %r10, %r11, %r12, %r13, %r14, %r8, %r9
    STEP 3, %r11, %r12, %r13, %r14, %r8, %r9, %r10
    STEP 4, %r12, %r13, %r14, %r8, %r9, %r10, %r11
    STEP 5, %r13, %r14, %r8, %r9, %r10, %r11, %r12
    STORE_REDUCED %r14, %r8, %r9, %r10, %r11, %r12
END medseal_adx_multiply

// void medseal_adx_wide_multiply(wide_t *result, const fp_t *a, const fp_t *b)
// a b, of any a, b < R.
BEGIN medseal_adx_wide_multiply
    movq %rdx, %rcx
    xorl %r15d, %r15d
    WIDE_PRODUCT 0
    STORE_UPPER_HALF 0
END medseal_adx_wide_multiply

// void medseal_adx_quadratic_wide_multiply(wide2_t *result, const fp2_t *a, const fp2_t *b)
// Karatsuba's three products, as in quadratic_kernel.h.
BEGIN medseal_adx_quadratic_wide_multiply
    SAVE %rbp
    subq $96, %rsp
    .cfi_adjust_cfa_offset 96
    movq %rdx, %rbp
    xorl %r15d, %r15d
    // a0 + a1 and b0 + b1 on the stack.
    movq 0(%rsi), %rax
    movq 8(%rsi), %rbx
    movq 16(%rsi), %rcx
    movq 24(%rsi), %rdx
    movq 32(%rsi), %r8
    movq 40(%rsi), %r9
    addq 48(%rsi), %rax
    adcq 56(%rsi), %rbx
    adcq 64(%rsi), %rcx
    adcq 72(%rsi), %rdx
    adcq 80(%rsi), %r8
    adcq 88(%rsi), %r9
    movq %rax, 0(%rsp)
    movq %rbx, 8(%rsp)
    movq %rcx, 16(%rsp)
    movq %rdx, 24(%rsp)
    movq %r8, 32(%rsp)
    movq %r9, 40(%rsp)
    movq 0(%rbp), %rax
    movq 8(%rbp), %rbx
    movq 16(%rbp), %rcx
    movq 24(%rbp), %rdx
    movq 32(%rbp), %r8
    movq 40(%rbp), %r9
    addq 48(%rbp), %rax
    adcq 56(%rbp), %rbx
    adcq 64(%rbp), %rcx
    adcq 72(%rbp), %rdx
    adcq 80(%rbp), %r8
    adcq 88(%rbp), %r9
    movq %rax, 48(%rsp)
    movq %rbx, 56(%rsp)
    movq %rcx, 64(%rsp)
    movq %rdx, 72(%rsp)
    movq %r8, 80(%rsp)
    movq %r9, 88(%rsp)
    // a0 b0 to result.c0, (a0 + a1)(b0 + b1) to result.c1.
    movq %rbp, %rcx
    WIDE_PRODUCT 0
    STORE_UPPER_HALF 0
    pushq %rsi
    .cfi_adjust_cfa_offset 8
    leaq 8(%rsp), %rsi
    leaq 56(%rsp), %rcx
    WIDE_PRODUCT 96
    STORE_UPPER_HALF 96
    popq %rsi
    .cfi_adjust_cfa_offset -8
    // a1 b1 to the stack, and its upper half in registers.
    leaq 48(%rbp), %rcx
    leaq 48(%rsi), %rsi
    movq %rdi, %rbp
    movq %rsp, %rdi
    WIDE_PRODUCT 0
    // result.c1 -= result.c0 + a1 b1, result.c0 -= a1 b1.
    movq 96(%rbp), %rax
    movq 104(%rbp), %rbx
    movq 112(%rbp), %rcx
    movq 120(%rbp), %rdx
    movq 128(%rbp), %rsi
    movq 136(%rbp), %r13
    subq 0(%rbp), %rax
    sbbq 8(%rbp), %rbx
    sbbq 16(%rbp), %rcx
    sbbq 24(%rbp), %rdx
    sbbq 32(%rbp), %rsi
    sbbq 40(%rbp), %r13
    movq %rax, 96(%rbp)
    movq %rbx, 104(%rbp)
    movq %rcx, 112(%rbp)
    movq %rdx, 120(%rbp)
    movq %rsi, 128(%rbp)
    movq %r13, 136(%rbp)
    movq 144(%rbp), %rax
    movq 152(%rbp), %rbx
    movq 160(%rbp), %rcx
    movq 168(%rbp), %rdx
    movq 176(%rbp), %rsi
    movq 184(%rbp), %r13
    sbbq 48(%rbp), %rax
    sbbq 56(%rbp), %rbx
    sbbq 64(%rbp), %rcx
    sbbq 72(%rbp), %rdx
    sbbq 80(%rbp), %rsi
    sbbq 88(%rbp), %r13
    movq %rax, 144(%rbp)
    movq %rbx, 152(%rbp)
    movq %rcx, 160(%rbp)
    movq %rdx, 168(%rbp)
    movq %rsi, 176(%rbp)
    movq %r13, 184(%rbp)
    movq 96(%rbp), %rax
    movq 104(%rbp), %rbx
    movq 112(%rbp), %rcx
    movq 120(%rbp), %rdx
    movq 128(%rbp), %rsi
    movq 136(%rbp), %r13
    subq 0(%rsp), %rax
    sbbq 8(%rsp), %rbx
    sbbq 16(%rsp), %rcx
    sbbq 24(%rsp), %rdx
    sbbq 32(%rsp), %rsi
    sbbq 40(%rsp), %r13
    movq %rax, 96(%rbp)
    movq %rbx, 104(%rbp)
    movq %rcx, 112(%rbp)
    movq %rdx, 120(%rbp)
    movq %rsi, 128(%rbp)
    movq %r13, 136(%rbp)
    movq 144(%rbp), %rax
    movq 152(%rbp), %rbx
    movq 160(%rbp), %rcx
    movq 168(%rbp), %rdx
    movq 176(%rbp), %rsi
    movq 184(%rbp), %r13
    sbbq %r14, %rax
    sbbq %r8, %rbx
    sbbq %r9, %rcx
    sbbq %r10, %rdx
    sbbq %r11, %rsi
    sbbq %r12, %r13
    movq %rax, 144(%rbp)
    movq %rbx, 152(%rbp)
    movq %rcx, 160(%rbp)
    movq %rdx, 168(%rbp)
    movq %rsi, 176(%rbp)
    movq %r13, 184(%rbp)
    movq 0(%rbp), %rax
    movq 8(%rbp), %rbx
    movq 16(%rbp), %rcx
    movq 24(%rbp), %rdx
    movq 32(%rbp), %rsi
    movq 40(%rbp), %r13
    subq 0(%rsp), %rax
    sbbq 8(%rsp), %rbx
    sbbq 16(%rsp), %rcx
    sbbq 24(%rsp), %rdx
    sbbq 32(%rsp), %rsi
    sbbq 40(%rsp), %r13
    movq %rax, 0(%rbp)
    movq %rbx, 8(%rbp)
    movq %rcx, 16(%rbp)
    movq %rdx, 24(%rbp)
    movq %rsi, 32(%rbp)
    movq %r13, 40(%rbp)
    movq 48(%rbp), %rax
    movq 56(%rbp), %rbx
    movq 64(%rbp), %rcx
    movq 72(%rbp), %rdx
    movq 80(%rbp), %rsi
    movq 88(%rbp), %r13
    sbbq %r14, %rax
    sbbq %r8, %rbx
    sbbq %r9, %rcx
    sbbq %r10, %rdx
    sbbq %r11, %rsi
    sbbq %r12, %r13
    movq %rax, 48(%rbp)
    movq %rbx, 56(%rbp)
    movq %rcx, 64(%rbp)
    movq %rdx, 72(%rbp)
    movq %rsi, 80(%rbp)
    movq %r13, 88(%rbp)
    addq $96, %rsp
    .cfi_adjust_cfa_offset -96
    RESTORE %rbp
END medseal_adx_quadratic_wide_multiply

// void medseal_adx_wide_reduce(fp_t *result, const wide_t *a)
// a / R mod p, of |a| < p R: before the corrections between -p and 2 p.
BEGIN medseal_adx_wide_reduce
    REDUCE_WIDE %rsi
    ADD_IF_NEGATIVE modulus, %r14, %r8, %r9, %r10, %r11, %r12
    STORE_REDUCED %r14, %r8, %r9, %r10, %r11, %r12
END medseal_adx_wide_reduce

// void medseal_adx_wide_reduce_large(fp_t *result, const wide_t *a)
// a / R mod p, of |a| < 2 p R: before the corrections between -2 p and 3 p.
BEGIN medseal_adx_wide_reduce_large
    REDUCE_WIDE %rsi
    ADD_IF_NEGATIVE twice_modulus, %r14, %r8, %r9, %r10, %r11, %r12
    SUBTRACT_ONCE %r14, %r8, %r9, %r10, %r11, %r12
    STORE_REDUCED %r14, %r8, %r9, %r10, %r11, %r12
END medseal_adx_wide_reduce_large

    .section .note.GNU-stack, "", @progbits
#endif
