#include <oneapi/tbb/global_control.h>

// Sanitizer programs run the engine's own loops on the calling thread.
namespace {
const oneapi::tbb::global_control one_thread(oneapi::tbb::global_control::max_allowed_parallelism, 1);
}
