#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace coalesce {

/// Returns the indices of the keys in rising order, equal keys in
/// input order. O(count) for each 11 bits in which keys differ.
std::vector<std::uint32_t> rising_order(std::span<const std::uint64_t> keys);

}  // namespace coalesce
