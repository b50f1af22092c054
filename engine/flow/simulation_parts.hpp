#pragma once

#include <memory>

#include "flow/adaptive.hpp"
#include "flow/integrator.hpp"
#include "model/scene.hpp"

namespace coalesce {

/// Makes the integrator; null in adaptive time.
inline std::unique_ptr<Integrator> make_integrator(const Scene& scene, Method method) {
    if (method == Method::adaptive) return nullptr;
    return std::make_unique<Integrator>(method, static_cast<std::uint64_t>(scene.tokens.seed));
}

/// Makes the adaptive flow; null with fixed steps.
inline std::unique_ptr<AdaptiveFlow> make_flow(const Scene& scene, const Cloud& tokens, StopToken stop) {
    if (scene.time.method != Method::adaptive) return nullptr;
    return std::make_unique<AdaptiveFlow>(tokens, scene.model, scene.time, scene.solver, stop);
}

}  // namespace coalesce
