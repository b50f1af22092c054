#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "command/command.hpp"
#include "model/error.hpp"
#include "view/allocator.hpp"

namespace {

int fail(int code, std::string message) {
    // One line, whatever a library put into its message.
    for (char& c : message)
        if (c == '\n' || c == '\r') c = ' ';
    std::fprintf(stderr, "coalesce: %s\n", message.c_str());
    return code;
}

int run(int argc, char** argv) {
    CLI::App app{
        "Coalesce, a desktop laboratory for the dynamics of attention.\n"
        "Without a command it opens the desktop program on SCENE (a file or a shipped scene's name) or the last "
        "scene."};
    app.name("coalesce");
    app.set_version_flag("--version", "coalesce " COALESCE_VERSION);
    app.get_formatter()->column_width(34);
    using namespace coalesce::command;
    add_desktop(app);
    add_scenes(app);
    add_run(app);
    add_field(app);
    add_render(app);
    add_reproduce(app);
    add_lab(app);
    add_bench(app);
    add_gpu_check(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        return fail(2, std::string(error.what()) + " (see coalesce --help)");
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        coalesce::tune_allocator();
        return run(argc, argv);
    } catch (const coalesce::InputError& error) {
        return fail(2, error.what());
    } catch (const coalesce::RunError& error) {
        return fail(1, error.what());
    } catch (const std::bad_alloc&) {
        return fail(1, "out of memory");
    } catch (const std::exception& error) {
        return fail(1, std::string("internal error: ") + error.what());
    }
}
