#include <oneapi/tbb/global_control.h>

// In the sanitizer programs the engine's own loops run on the thread that calls them.
namespace {
const oneapi::tbb::global_control one_thread(oneapi::tbb::global_control::max_allowed_parallelism, 1);
}
