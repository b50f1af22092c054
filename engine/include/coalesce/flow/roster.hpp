#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coalesce {

/// The tokens that are there once events have added or removed some, in the order of the cloud.
struct Roster {
    std::vector<std::uint32_t> number;  ///< of every token, rising (TokenNumbers)
    std::vector<float> longitude;       ///< of every token at time 0 or when it was added, radians
    std::vector<std::uint32_t> sample;  ///< indices of the observed tokens, rising (Simulation::observed_cloud)
    std::uint32_t next = 0;             ///< number of the next token that is added
};

}  // namespace coalesce
