#pragma once

/// Marks the inline functions that a CPU loop and a CUDA kernel both call.
#ifdef __CUDACC__
#define COALESCE_HD __host__ __device__
#else
#define COALESCE_HD
#endif
