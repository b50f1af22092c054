#include "field/parallel.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

namespace coalesce::parallel_detail {

void for_each_range(std::size_t count, void (*call)(const void* body, std::size_t from, std::size_t to),
                    const void* body) {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, count, 2048),
        [&](const auto& range) { call(body, range.begin(), range.end()); }, oneapi::tbb::simple_partitioner());
}

}  // namespace coalesce::parallel_detail
