#pragma once

namespace coalesce {

/// Keeps glibc from returning large blocks to the kernel after every frame: Mesa's software renderer allocates its
/// scene memory anew in each frame, and the page faults cost more than the drawing. Call it in main before large
/// allocations. Does nothing with other C libraries.
void tune_allocator();

}  // namespace coalesce
