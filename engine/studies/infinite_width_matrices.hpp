#pragma once

#include "coalesce/studies/infinite_width.hpp"

namespace coalesce {

/// Reference for the law of sample_layer: draws every entry of h, W_i, W_Q, W_K, W_V, and the column of W_O that y_11
/// needs, and multiplies by the definition of InfiniteWidth. O(n² (s + 3H)) random numbers a sample, 3 ms at n = 256, s
/// = 4, H = 2. `variance` stays empty.
WidthSamples sample_matrices(const InfiniteWidth& settings, std::int64_t first, std::int64_t count);

}  // namespace coalesce
