#include "desk/lab_export.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "coalesce/studies/equiangular_study.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"
#include "view/ui.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

/// A temporary folder as the working folder.
struct Inside {
    fs::path before = fs::current_path(), folder = fs::temp_directory_path() / "coalesce-lab-export-test";
    Inside() {
        fs::remove_all(folder);
        fs::create_directories(folder);
        fs::current_path(folder);
    }
    ~Inside() {
        fs::current_path(before);
        fs::remove_all(folder);
    }
};

std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

/// Writes, waits for the thread, and draws a frame, which tells how it ended.
std::string outcome(LabExport& exported, const std::shared_ptr<const lab::Lab>& shown, Ui& ui) {
    std::promise<void> written;
    exported.write(shown, Theme::light, [&] { written.set_value(); });
    written.get_future().wait();
    CHECK(exported.state() == "running");
    ui.begin_offscreen(400, 300);
    exported.draw(Theme::light);
    ui.end_offscreen();
    return exported.state();
}

}  // namespace

TEST_CASE("an export has what the window shows, and not what a new computation would find") {
    const Inside inside;
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    studies::EquiangularStudy study =
        studies::compute_equiangular(studies::equiangular_settings({"n=4", "until=2"}), [](double) {});
    study.series.particles.back() = 0.987654321;
    study.times.log10_time[5] = 0.123;
    LabExport exported("equiangular");
    CHECK(outcome(exported, lab::lab_of(study, Theme::light), ui) == "exported to coalesce-equiangular");

    const fs::path folder = "coalesce-equiangular";
    const studies::Result result = result_of(study);
    for (const studies::Table& table : result.files) CHECK(content(folder / (table.name + ".csv")) == csv_text(table));
    CHECK(content(folder / "summary.json").find("\"rho_particles_at_end\": 0.987654321,") != std::string::npos);
    CHECK(content(folder / "summary.json").find("\"version\": ") != std::string::npos);
    const Image picture = read_png(folder / "equiangular.png");
    CHECK(picture.width == 2400);
    CHECK(image_difference(picture, Image(picture.width, picture.height)) > 0.5);  // light paper against black
    CHECK(std::distance(fs::directory_iterator(folder), {}) == 5);
}

TEST_CASE("an export draws its picture in the formats that are wanted, the same numbers without any") {
    const Inside inside;
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    const auto study = studies::compute_equiangular(studies::equiangular_settings({"n=4", "until=2"}), [](double) {});
    LabExport exported("equiangular");
    for (const auto format : {figure::PictureFormat::png, figure::PictureFormat::pdf, figure::PictureFormat::svg})
        exported.wants(format) = format != figure::PictureFormat::png;
    outcome(exported, lab::lab_of(study, Theme::light), ui);
    const fs::path folder = "coalesce-equiangular";
    CHECK(!fs::exists(folder / "equiangular.png"));
    CHECK(content(folder / "equiangular.pdf").starts_with("%PDF-"));
    CHECK(content(folder / "equiangular.svg").find("Tokens at equal angles") != std::string::npos);

    LabExport numbers("numbers");
    numbers.wants(figure::PictureFormat::png) = false;
    outcome(numbers, lab::lab_of(study, Theme::light), ui);
    CHECK(fs::exists("coalesce-numbers/summary.json"));
    CHECK(std::distance(fs::directory_iterator("coalesce-numbers"), {}) == 4);
}

TEST_CASE("an export that cannot be written says why and leaves nothing") {
    const Inside inside;
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    std::ofstream("coalesce-equiangular") << "a file";
    LabExport exported("equiangular");
    const auto study = studies::compute_equiangular(studies::equiangular_settings({"n=4", "until=2"}), [](double) {});
    const std::string said = outcome(exported, lab::lab_of(study, Theme::light), ui);
    CAPTURE(said);
    CHECK(said.find("coalesce-equiangular") != std::string::npos);
    CHECK(said.find("exported") == std::string::npos);
    CHECK(content("coalesce-equiangular") == "a file");
    CHECK(std::distance(fs::directory_iterator(inside.folder), {}) == 1);
}
