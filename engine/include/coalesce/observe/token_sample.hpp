#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// Up to this many tokens observers use all; above, they use a sample of this size.
inline constexpr std::size_t most_observed = 65536;

/// Indices of the tokens that represent a cloud, always the same, evenly spread: floor((2k + 1) N / 2S), k = 0 … S - 1,
/// S = min(N, most).
///
/// Tokens are independent of their index, so that the sample is as good as a random one. With S = 65 536:
/// - a mean of f over the tokens has the standard error sd(f)/sqrt(S) = sd(f)/256;
/// - a cluster of mass m has a token among them with probability 1 - (1 - m)^S: 99.9 % at m = 1.05e-4;
/// - linking sees N tokens thinned to S. Uniform tokens stay one cluster, with 99 %, while S e^{-k} < 0.01, k = 16:
///   on S^2 k = S δ²/4 is the mean number of tokens within δ, at δ = 1/sqrt(β) up to β = S/64 = 1024; on S^1
///   k = S δ/2π is that to one side, up to β = (S/32π)² = 4.2e5. Beyond, thinning alone splits uniform tokens: on
///   S^2 first single ones, and all at k = 4.5, β = S/18 = 3600, the percolation threshold. A region m times as
///   dense as uniform splits at m times (S^1: m² times) that β.
std::vector<std::uint32_t> sample_tokens(std::size_t count, std::size_t most = most_observed);

/// Copies the tokens at `rows` to a cloud of their own; masses are scaled to sum 1. O(S).
/// @param rows    in [0, cloud.size()), each once
/// @param sample  reused from state to state: no allocation if unweighted and of the right size
void sample_cloud(const Cloud& cloud, std::span<const std::int32_t> rows, Cloud& sample);
Cloud sampled_cloud(const Cloud& cloud, std::span<const std::int32_t> rows);

}  // namespace coalesce
