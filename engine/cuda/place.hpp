#pragma once

/// Everything of engine/cuda but the runtime is compiled for devices and, by the tests, once more for the host
/// (tests/cuda_on_host/). A program may hold both, each in a namespace of its own.
#ifdef COALESCE_CUDA_ON_HOST
#define COALESCE_CUDA_PLACE cuda_on_host
#else
#define COALESCE_CUDA_PLACE cuda
#endif
