#include <cstdint>
#include <cstdlib>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

/// Requires that any bytes give a scene or an InputError of one line, and that a scene survives writing and reading.
/// The text before the first zero byte, if there is one, is a --set assignment applied to the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<Assignment> assignments;
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        assignments.emplace_back(text.substr(0, zero));
        text.remove_prefix(zero + 1);
    }
    try {
        const SceneDocument document = parse_scene(text, "fuzz", assignments);
        validate(document, "fuzz");
        if (!(parse_scene(to_json(document), "again") == document)) std::abort();
    } catch (const InputError& error) {
        const std::string_view message = error.what();
        if (message.empty() || message.size() > 2000 || message.find('\n') != std::string_view::npos) std::abort();
    }
    return 0;
}
