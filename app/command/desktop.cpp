#include <cstdio>

#include "coalesce/model/error.hpp"
#include "command/command.hpp"
#include "desk/clips.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/settings.hpp"
#include "desk/window.hpp"
#include "record/clip_lesson.hpp"

namespace coalesce::command {

void add_desktop(Command root) {
    auto options = std::make_shared<DesktopOptions>();
    auto size = std::make_shared<std::string>();
    auto script = std::make_shared<std::string>();
    auto backend = std::make_shared<std::string>("auto");
    auto forget = std::make_shared<bool>(false);
    root.add_option(
            "SCENE", options->scene,
            "A scene, a lesson, or a picture or film of a run: a file, or a shipped name, as coalesce scenes and "
            "coalesce lessons list them")
        .type_name("");
    root.add_option("--window", *size, "Size of the window, such as 1600x900 (default: that of the last session)")
        .type_name("WxH");
    root.add_option("--script", *script, "Replay clicks and keys from a file (for tests and demonstrations)")
        .type_name("FILE");
    root.add_option("--scale", options->scale,
                    "Factor on the size of text and widgets, from 0.5 to 4 (default: that of the last session)")
        .range(least_scale, largest_scale);
    add_backend_to(root, *backend);
    root.add_flag("--forget", *forget, "Neither read nor write the remembered settings and layout");
    root.callback([root, options, size, script, backend, forget] {
        if (root.subcommand_given()) return;
        char rest = 0;
        if (!size->empty() &&
            (std::sscanf(size->c_str(), "%dx%d%c", &options->width, &options->height, &rest) != 2 ||
             options->width < 320 || options->height < 240 || options->width > 16384 || options->height > 16384))
            throw InputError("--window: found '" + *size + "', expected WIDTHxHEIGHT from 320x240 to 16384x16384");
        // The scene is loaded before the window opens, so that a misspelt command is not reported as a missing display.
        if (names_sweep(options->scene)) {
            // The panel says what is wrong with it.
        } else if (names_lesson(options->scene)) {
            load_lesson_or_clip(options->scene);
        } else if (!options->scene.empty()) {
            const SceneDocument document = load_for_desk(options->scene).document;
            check_size(document);
            const Scene& scene = document.scene;
            if (std::holds_alternative<FileLaw>(scene.tokens.law))
                draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count), 0);
        }
        if (!script->empty()) options->script = *script;
        options->remember = !*forget;
        take_backend(*backend);
        run_desktop(*options);
    });
}

}  // namespace coalesce::command
