#pragma once

/// Place and qualifier of the formulas in *_formula-inl.hpp, each written once for the host's vectors, for device
/// threads and for single numbers. After highway.h they are compiled for every SIMD target, into its namespace; without
/// it once, into kernel::scalar, and by nvcc for the device alone.
#ifdef HWY_TARGET
#define COALESCE_BEFORE_FORMULAS() HWY_BEFORE_NAMESPACE()
#define COALESCE_AFTER_FORMULAS() HWY_AFTER_NAMESPACE()
#define COALESCE_FORMULA_PLACE HWY_NAMESPACE
#define COALESCE_FORMULA HWY_INLINE
#else
#define COALESCE_BEFORE_FORMULAS() static_assert(true)
#define COALESCE_AFTER_FORMULAS() static_assert(true)
#define COALESCE_FORMULA_PLACE scalar
#ifdef __CUDACC__
#define COALESCE_FORMULA __device__ inline
#else
#define COALESCE_FORMULA inline
#endif
#endif
