#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace coalesce {

/// Bytes of memory that this process can still have: what the system has available, swap included, and no more than
/// its control group and its own limits (ulimit -v, -d) leave. nullopt where the system does not tell. Linux only.
std::optional<double> available_memory();

/// Throws RunError where `tokens` tokens are known to need more than there is:
/// "100 000 000 tokens need about 17.7 GB of memory, there are 5.6 GB: about 31 000 000 would fit".
///
/// @param per_token  bytes that the work needs a token, at its peak
void check_memory(std::size_t tokens, double per_token);

/// Message for a std::bad_alloc that came after all: the need of the last check_memory, and what there is.
std::string out_of_memory();

/// Returns to the system what has been freed. The C library keeps freed memory below used one: after a scene of a
/// million tokens some 400 MB, by the look of which the program leaks. Milliseconds; does nothing without the GNU C
/// library.
void give_back_freed_memory();

/// "17.7 GB", "120 MB".
std::string bytes_text(double bytes);

}  // namespace coalesce
