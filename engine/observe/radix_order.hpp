#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace coalesce {

/// Indices of the keys in rising order, equal keys in the order they come in. O(count) for each 11 bits in which keys
/// differ.
std::vector<std::uint32_t> rising_order(std::span<const std::uint64_t> keys);

}  // namespace coalesce
