#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/cloud.hpp"

namespace coalesce {

std::vector<std::uint32_t> sample_tokens(std::size_t tokens, std::size_t most);
std::vector<std::int32_t> rows_of(std::span<const std::uint32_t> sample, std::span<const std::int32_t> row_of_token);
Cloud sampled_cloud(const Cloud& cloud, std::span<const std::int32_t> rows);

}  // namespace coalesce
