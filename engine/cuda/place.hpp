#pragma once

/// All of engine/cuda but the runtime is compiled for devices and, by the tests, again for the host
/// (tests/cuda_on_host/). A program may contain both, in different namespaces.
#ifdef COALESCE_CUDA_ON_HOST
#define COALESCE_CUDA_PLACE cuda_on_host
#else
#define COALESCE_CUDA_PLACE cuda
#endif
