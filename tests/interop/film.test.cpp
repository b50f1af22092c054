#include "record/film.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/error.hpp"
#include "command/gpu_check.hpp"
#include "interop/shared_memory.hpp"

using namespace coalesce;
using namespace coalesce::interop_tests;

namespace {

/// Times between two steps, on a step, several steps apart, and several within one step.
constexpr double times[] = {0, 0.02, 0.05, 0.06, 0.07, 0.31, 0.4};

std::vector<Image> pictures_without_sharing(Stage& stage, std::int64_t tokens) {
    Film film(small_scene(tokens), 0, 30);
    std::vector<Image> pictures;
    for (const double time : times) pictures.push_back(stage.picture(film.at(time), {}));
    return pictures;
}

/// All pictures of a film whose device fails at a given call, or never.
struct Run {
    std::vector<Image> pictures;
    std::string failed, line;
};

Run run_with_failure(Stage& stage, int call, bool once) {
    SharedMemory memory;
    once ? memory.runtime.fail_once_at(call) : memory.runtime.fail_at(call);
    Run run;
    {
        Film film(small_scene(24), 0, 30);
        film.share(memory.device, stage.view);
        for (const double time : times) {
            const Frame& frame = film.at(time);
            CHECK(frame.time == time);
            run.pictures.push_back(stage.picture(frame, film.buffer()));
            for (const std::string& line : {film.copied(), frame.solver.backend_reason})
                if (!line.empty()) run.line = line;
        }
        run.failed = memory.runtime.failed();
    }
    CHECK(memory.runtime.held() == 0);
    return run;
}

}  // namespace

TEST_CASE("a film is drawn from the memory that its simulation runs in, also between two steps") {
    Stage stage;
    SharedMemory memory;
    const std::vector<Image> expected = pictures_without_sharing(stage, 300);
    Film film(small_scene(300), 0, 30);
    film.share(memory.device, stage.view);
    const int copied = memory.runtime.calls("kernel speeds");
    for (std::size_t k = 0; k < std::size(times); ++k) {
        const Frame& frame = film.at(times[k]);
        CHECK(frame.in_buffer);
        CHECK(frame.size() == 300);
        CHECK(film.buffer().now != 0);
        CHECK(image_difference(stage.picture(frame, film.buffer()), expected[k]) < 1e-3);
    }
    CHECK(film.copied().empty());
    CHECK(memory.runtime.calls("kernel speeds") == copied);
    CHECK(memory.runtime.calls("cudaGraphicsGLRegisterBuffer") == 1);
}

TEST_CASE("a film whose view needs more than positions is not shared, and neither is one on the CPU") {
    Stage stage;
    SharedMemory memory;
    stage.view.tokens = TokenStyle::sprites;
    Film film(small_scene(30), 0, 30);
    film.share(memory.device, stage.view);
    CHECK_FALSE(film.at(0.1).in_buffer);
    CHECK(film.copied().empty());
    stage.view.tokens = TokenStyle::points;
    film.share({nullptr, 0, "OpenGL draws on no device of CUDA's"}, stage.view);
    CHECK_FALSE(film.at(0.2).in_buffer);
    CHECK(film.copied() == "OpenGL draws on no device of CUDA's");
    Scene causal = small_scene(30);
    causal.model.causal = true;
    Film on_cpu(causal, 0, 30);
    on_cpu.share(memory.device, stage.view);
    CHECK_FALSE(on_cpu.at(0.1).in_buffer);
    CHECK(memory.runtime.calls("cudaGraphicsGLRegisterBuffer") == 0);
}

TEST_CASE("whatever call fails, the film is the same and a line says why") {
    Stage stage;
    const std::vector<Image> expected = [&] {
        SharedMemory memory;
        return pictures_without_sharing(stage, 24);
    }();
    for (const bool once : {true, false}) {
        int reached = 0;
        for (int call = 1;; ++call) {
            CAPTURE(call);
            CAPTURE(once);
            const Run run = run_with_failure(stage, call, once);
            if (run.failed.empty()) break;  // the film ended before that call
            ++reached;
            CAPTURE(run.failed);
            CAPTURE(run.line);
            CHECK((readable(run.line) || (once && tidies_up(run.failed))));
            REQUIRE(run.pictures.size() == expected.size());
            for (std::size_t k = 0; k < expected.size(); ++k)
                CHECK(image_difference(run.pictures[k], expected[k]) < 2e-3);
        }
        CHECK(reached > 60);
    }
}

TEST_CASE("the report on a device finds pictures from its memory to be those from copies") {
    Stage stage;
    SharedMemory memory;
    const command::DrawingComparison result = command::compare_drawing(memory.device, 200);
    CHECK(result.shared);
    CHECK(result.why_not.empty());
    CHECK(result.pass());
    CHECK(command::time_frames(memory.device, 50, TokenStyle::density, 160, 120, 3).shared);
    CHECK(memory.runtime.held() == 0);

    SharedMemory failing;
    failing.runtime.before_register = [](unsigned) { throw RunError("cudaGraphicsGLRegisterBuffer: no"); };
    const command::DrawingComparison copied = command::compare_drawing(failing.device, 50);
    CHECK_FALSE(copied.shared);
    CHECK_FALSE(copied.pass());
    CHECK(copied.why_not == "cudaGraphicsGLRegisterBuffer: no");
    CHECK(copied.difference < command::DrawingComparison::most_picture_difference);
}
