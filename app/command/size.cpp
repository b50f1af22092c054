#include "command/command.hpp"
#include "flow/device.hpp"
#include "model/memory.hpp"

namespace coalesce::command {

void check_size(const SceneDocument& document) {
    const Scene& scene = document.scene;
    const std::size_t tokens =
        token_count(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count));
    if (has_device_factory()) return;
    // Bytes a coordinate: growth of the largest resident set of `run` from 500 000 to 1 500 000 tokens, by the mesh in
    // float. Direct sums and double need more.
    const double layer = 60, rk4 = 112, adaptive = 187;
    const Method method = scene.time.method;
    const double bytes = method == Method::layer ? layer : method == Method::rk4 ? rk4 : adaptive;
    check_memory(tokens, bytes * scene.dimension);
}

}  // namespace coalesce::command
