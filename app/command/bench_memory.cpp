#include "command/bench_memory.hpp"

#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace coalesce::command {

namespace {

/// Returns the value of a line such as "VmHWM:  1976 kB" of /proc/self/status, bytes.
std::optional<std::int64_t> status_bytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (std::int64_t kilobytes = 0; word == key && status >> kilobytes) return 1024 * kilobytes;
    return {};
}

}  // namespace

PeakMemory::PeakMemory() {
    restart();
    before_ = status_bytes("VmRSS:");
}

void PeakMemory::restart() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    // Writing 5 resets the high-water mark to the present size (proc(5)).
    std::ofstream clear("/proc/self/clear_refs");
    clear << '5' << std::flush;
    if (!clear) before_.reset();
}

std::optional<std::int64_t> PeakMemory::growth() const {
    const auto peak = status_bytes("VmHWM:");
    if (!before_ || !peak) return {};
    return *peak - *before_;
}

}  // namespace coalesce::command
