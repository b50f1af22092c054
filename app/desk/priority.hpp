#pragma once

namespace coalesce {

/// To be called on the simulation's thread: from now on it, and the workers that take part in its loops, leave the
/// processor to the window whenever that has something to draw. Does nothing after the first call on a thread, and
/// nothing where the system has no priority of a thread.
///
/// The window's thread and a software renderer's need the same cores; without this a step of a large cloud delays every
/// frame by a multiple of its own time.
void yield_to_window();

}  // namespace coalesce
