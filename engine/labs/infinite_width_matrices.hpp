#pragma once

#include "labs/infinite_width.hpp"

namespace coalesce {

/// What sample_layer must agree with in law: every entry of h, W_i, W_Q, W_K, W_V is drawn and multiplied as the
/// definition of InfiniteWidth says, and the column of W_O that y_11 needs. O(n² (s + 3H)) random numbers a sample, 3
/// ms at n = 256, s = 4, H = 2. `variance` stays empty.
WidthSamples sample_matrices(const InfiniteWidth& settings, std::int64_t first, std::int64_t count);

}  // namespace coalesce
