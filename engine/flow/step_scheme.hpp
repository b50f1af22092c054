#pragma once

#include "coalesce/model/scene.hpp"

namespace coalesce {

/// Takes one step of fixed length by the scheme's stages. The same calls move tokens on the host and on a device; a
/// launcher says where and how:
/// - layer_step(): the layer step, from the field at the tokens;
/// - next_stage(k, h): slope k from the field at the tokens (k = 0) or at the stage; the next stage, h along it;
/// - evaluate_stage(): the field at the stage;
/// - rk4_step(): the last slope from the field at the stage, and the step.
/// The field at the tokens is known before.
template <class Launcher>
void take_step(Method method, double dt, Launcher&& launcher) {
    if (method == Method::layer) return launcher.layer_step();
    const double reach[] = {dt / 2, dt / 2, dt};
    for (int k = 0; k < 3; ++k) {
        launcher.next_stage(k, reach[k]);
        launcher.evaluate_stage();
    }
    launcher.rk4_step();
}

}  // namespace coalesce
