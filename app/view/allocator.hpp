#pragma once

namespace coalesce {

/// Keeps glibc from handing large blocks back to the kernel after every frame: Mesa's software renderer allocates its
/// scene memory anew each frame, and the page faults cost more than the drawing. Call first in main. Elsewhere:
/// nothing.
void tune_allocator();

}  // namespace coalesce
