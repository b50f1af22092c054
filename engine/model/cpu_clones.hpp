#pragma once

/// Compiles a function for AVX2, AVX-512 and the baseline; the loader picks one at program start. Meant for plain loops
/// over shared formulas, which the compiler vectorises unaided. With -ffp-contract=off all clones give the same bits.
/// Sanitizers and other compilers get the baseline alone.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define COALESCE_CPU_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#define COALESCE_INDEPENDENT _Pragma("GCC ivdep")  ///< promises that iterations of the next loop are independent
#else
#define COALESCE_CPU_CLONES
#define COALESCE_INDEPENDENT
#endif
