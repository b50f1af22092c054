#pragma once

/// Compiles a function for several instruction sets, of which the best that the machine has is taken when the program
/// starts: for plain loops over shared formulas, which the compiler vectorises as they stand. Without contraction
/// (-ffp-contract=off) every clone gives the same bits. Sanitizers and other compilers get the one default.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define COALESCE_CPU_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#define COALESCE_INDEPENDENT _Pragma("GCC ivdep")  ///< before a loop none of whose iterations reads what another wrote
#else
#define COALESCE_CPU_CLONES
#define COALESCE_INDEPENDENT
#endif
