#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace coalesce {

/// Bytes of memory that this process can still allocate: the system's available memory and swap, capped by its control
/// group and its own limits (ulimit -v, -d). nullopt where the system does not tell. Linux only.
std::optional<double> available_memory();

/// Throws RunError if `tokens` tokens are known to need more than available_memory():
/// "100 000 000 tokens need about 17.7 GB of memory, there are 5.6 GB: about 31 000 000 would fit".
///
/// @param per_token  bytes a token at the peak of the work
void check_memory(std::size_t tokens, double per_token);

/// Message for a std::bad_alloc: the need of the last check_memory() and the available memory.
std::string out_of_memory();

/// Returns freed memory to the system (malloc_trim). The C library keeps freed memory below used blocks: some 400 MB
/// after a scene of a million tokens, which looks like a leak. Takes milliseconds; a no-op without the GNU C library.
void give_back_freed_memory();

/// "17.7 GB", "120 MB".
std::string bytes_text(double bytes);

}  // namespace coalesce
