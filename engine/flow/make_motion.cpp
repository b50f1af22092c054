#include <utility>

#include "flow/adaptive_motion.hpp"
#include "flow/fixed_motion.hpp"
#include "flow/motion.hpp"

namespace coalesce {
namespace {

std::unique_ptr<DeviceCloud> find_device(const Scene& scene, const Cloud& tokens, std::string& why_not) {
    const DeviceRequest request{tokens, scene.model, scene.time.method, scene.solver,
                                static_cast<std::uint64_t>(scene.tokens.seed)};
    return make_device_cloud(request, why_not);
}

}  // namespace

std::unique_ptr<Motion> make_motion(const Scene& scene, Cloud tokens, StopToken stop) {
    if (scene.time.method != Method::adaptive)
        return make_motion(scene, Motion::State{std::move(tokens), {}, nullptr, {}}, stop);
    std::string why_not;
    find_device(scene, tokens, why_not);
    AdaptiveFlow flow(tokens, scene.model, scene.time, scene.solver, stop);
    return std::make_unique<AdaptiveMotion>(std::move(flow), scene.model, why_not);
}

std::unique_ptr<Motion> make_motion(const Scene& scene, Motion::State state, StopToken stop) {
    std::string why_not;
    if (state.flow) {
        find_device(scene, state.flow->lumps.cloud(), why_not);
        AdaptiveFlow flow(*state.flow, scene.model, scene.time, scene.solver, stop);
        return std::make_unique<AdaptiveMotion>(std::move(flow), scene.model, why_not);
    }
    const FixedSteps steps(scene);
    if (has_device_factory()) {
        // On a device row t is token t.
        if (!state.order.plain()) state.rows = state.order.in_token_order(state.rows);
        state.order = {};
        if (auto device = find_device(scene, state.rows, why_not))
            return std::make_unique<DeviceMotion>(steps, std::move(state.rows), std::move(device), state.solver, stop);
    }
    return std::make_unique<HostMotion>(steps, std::move(state), stop, why_not);
}

}  // namespace coalesce
