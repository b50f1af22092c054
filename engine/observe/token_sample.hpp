#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/cloud.hpp"

namespace coalesce {

/// Up to this many tokens every observer sees them all; of more it sees this many.
inline constexpr std::size_t most_observed = 65536;

/// Tokens that stand for a cloud, always the same ones, evenly spread by index: floor((2k + 1) N / 2S), k = 0 … S - 1,
/// S = min(N, most).
///
/// Tokens are drawn independently of their index, so that a sample is as good as one drawn at random. With S = 65 536:
/// - a mean of f over the tokens is off by sd(f)/sqrt(S), sd(f)/256, as standard deviation;
/// - a cluster of mass m has a token among them with probability 1 - (1 - m)^S: 99.9 % at m = 1.05e-4;
/// - linking sees N tokens thinned out to S. Uniform tokens stay one cluster, with 99 %, while S e^{-k} < 0.01, k = 16:
///   on S^2 k = S δ²/4 is the mean number of tokens within δ, at δ = 1/sqrt(β) up to β = S/64 = 1024; on S^1
///   k = S δ/2π is that to one side, up to β = (S/32π)² = 4.2e5. Beyond, uniform tokens come apart by the sample alone:
///   on S^2 first single ones, and all at k = 4.5, β = S/18 = 3600, where they stop to percolate. What is m times as
///   dense as uniform comes apart at m times (S^1: m² times) that β.
std::vector<std::uint32_t> sample_tokens(std::size_t count, std::size_t most = most_observed);

/// The tokens at `rows` of a cloud as a cloud of their own; masses are scaled to sum 1. O(S).
/// @param rows    in [0, cloud.size()), each once
/// @param sample  kept from state to state: unweighted ones take no memory once it has its size
void sample_cloud(const Cloud& cloud, std::span<const std::int32_t> rows, Cloud& sample);
Cloud sampled_cloud(const Cloud& cloud, std::span<const std::int32_t> rows);

}  // namespace coalesce
