#pragma once

/// Instruction sets that Highway does not compile the kernels for; include this before any of Highway's headers.
///
/// Scalable vectors (SVE, RVV) cannot be array elements, as the kernels' accumulators must be. Processors with SSSE3
/// and without SSE4.1 were sold from 2006 to 2008: they take the portable code, and every kernel compiles once less.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
