#include <algorithm>
#include <cstdio>
#include <string>

#include "command/command.hpp"

namespace coalesce::command {

void add_scenes(Command root) {
    Command command = root.add_subcommand("scenes", "List the shipped scenes, one a line: name, title");
    command.footer("Example:\n  coalesce scenes");
    command.callback([] {
        std::size_t widest = 0;
        for (const ShippedScene& scene : shipped_scenes()) widest = std::max(widest, scene.name.size());
        for (const ShippedScene& scene : shipped_scenes()) {
            std::string line(scene.name);
            line.resize(widest + 2, ' ');
            line.append(scene.title).push_back('\n');
            std::fputs(line.c_str(), stdout);
        }
    });
}

}  // namespace coalesce::command
