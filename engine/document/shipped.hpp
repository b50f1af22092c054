#pragma once

#include <string_view>
#include <vector>

namespace coalesce {

/// A file built into the program. embed_scenes.cmake generates the lists at build time.
struct EmbeddedFile {
    std::string_view name, text;
};
/// Files of assets/scenes.
const std::vector<EmbeddedFile>& embedded_scenes();
/// Files of assets/lessons.
const std::vector<EmbeddedFile>& embedded_lessons();

}  // namespace coalesce
