#pragma once

#include <string_view>
#include <vector>

namespace coalesce {

/// One file of assets/scenes, built into the program; the list is generated at build time by embed_scenes.cmake.
struct EmbeddedScene {
    std::string_view name, text;
};
const std::vector<EmbeddedScene>& embedded_scenes();

}  // namespace coalesce
