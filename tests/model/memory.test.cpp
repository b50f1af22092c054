#include "coalesce/model/memory.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

using namespace coalesce;

namespace {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool library_allocates = true;
#else
constexpr bool library_allocates = false;  // a sanitizer does, and keeps freed memory to find its uses
#endif

}  // namespace

TEST_CASE("memory freed below used one goes back to the system") {
    const auto resident = [] {
        std::ifstream statm("/proc/self/statm");
        double all = 0, here = 0;
        statm >> all >> here;
        return here * static_cast<double>(::sysconf(_SC_PAGESIZE));
    };
    // 64 kB is below the size from which the C library asks the system
    // for every block; each small block keeps the memory below it.
    constexpr std::size_t count = 2000, size = 64 << 10;
    std::vector<std::unique_ptr<char[]>> large, small;
    for (std::size_t k = 0; k < count; ++k) {
        large.push_back(std::make_unique<char[]>(size));
        std::memset(large.back().get(), 1, size);
        small.push_back(std::make_unique<char[]>(64));
    }
    large.clear();
    const double before = resident();
    give_back_freed_memory();
    // All of it is returned, except pages that the small blocks share.
    if (library_allocates) CHECK(before - resident() > 0.8 * count * size);
    CHECK(small.back()[63] == 0);
}
