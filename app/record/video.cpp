#include "record/video.hpp"

#include <utility>

#include "coalesce/model/error.hpp"
#include "record/encoder.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// Shortest delay that browsers respect, hundredths of a second; they replace shorter ones by ten.
constexpr int shortest_gif_delay = 2;
constexpr int most_gif_fps = 100 / shortest_gif_delay;

std::unique_ptr<Encoder> make_encoder(Container container, const EncoderSettings& settings) {
    switch (container) {
        case Container::mp4:
            return make_mp4_film(settings);
        case Container::webm:
            return make_plain_film(settings, make_webm_encoder);
        case Container::gif:
            return make_plain_film(settings, make_gif_encoder);
        case Container::png:
            return make_still_encoder(settings);
        case Container::png_folder:
            return make_folder_encoder(settings);
    }
    throw RunError(settings.shown + ": no such format");
}

}  // namespace

struct VideoWriter::Impl {
    std::string shown;
    int width, height;
    std::unique_ptr<Encoder> encoder;
};

Container container_of(const std::string& path) {
    if (!path.empty() && path.back() == '/') return Container::png_folder;
    std::string ending = fs::path(path).extension().string();
    for (char& c : ending) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (ending == ".mp4") return Container::mp4;
    if (ending == ".webm") return Container::webm;
    if (ending == ".gif") return Container::gif;
    if (ending == ".png") return Container::png;
    throw InputError((path.empty() ? "output file" : path) + ": found " +
                     (ending.empty() ? "no ending" : "the ending " + ending) +
                     ", expected .mp4, .webm, .gif, .png or a folder/");
}

bool keeps_part(const std::string& path) {
    return container_of(path) != Container::png;
}

void check_format(const std::string& path, int width, int height, int fps) {
    const Container container = container_of(path);
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    if (width < 16 || height < 16 || width > 16384 || height > 16384)
        throw InputError("size of " + path + ": found " + size + ", expected 16 to 16384 pixels a side");
    const bool halved = container == Container::mp4 || container == Container::webm;
    if (halved && (width % 2 != 0 || height % 2 != 0))
        throw InputError("size of " + path + ": found " + size +
                         ", expected even numbers (video stores colour at half the resolution)");
    if (fps < 1 || fps > 240)
        throw InputError("fps of " + path + ": found " + std::to_string(fps) + ", expected 1 to 240");
    if (container == Container::gif && fps > most_gif_fps)
        throw InputError("fps of " + path + ": found " + std::to_string(fps) + ", expected at most " +
                         std::to_string(most_gif_fps) +
                         " (browsers play a GIF with shorter frames several times too slowly)");
}

VideoWriter::VideoWriter(const fs::path& path, int width, int height, int fps, const VideoOptions& options)
    : impl_(std::make_unique<Impl>()) {
    const std::string shown = path.string();
    const Container container = container_of(shown);
    check_format(shown, width, height, fps);
    impl_->shown = shown;
    impl_->width = width;
    impl_->height = height;
    impl_->encoder = make_encoder(
        container, {path, shown, width, height, fps, options.stop, options.title, options.author, options.comment});
}

VideoWriter::~VideoWriter() = default;

void VideoWriter::write(const Image& frame, const std::string& comment) {
    if (frame.width != impl_->width || frame.height != impl_->height)
        throw RunError(impl_->shown + ": a frame of " + std::to_string(frame.width) + "x" +
                       std::to_string(frame.height) + " does not fit a video of " + std::to_string(impl_->width) + "x" +
                       std::to_string(impl_->height));
    impl_->encoder->write(frame, comment);
}

void VideoWriter::set_chapters(const std::vector<Chapter>& chapters) {
    impl_->encoder->set_chapters(chapters);
}

void VideoWriter::finish() {
    impl_->encoder->finish();
    impl_->encoder.reset();
}

fs::path VideoWriter::abandon() {
    if (!impl_->encoder) return {};
    const fs::path kept = impl_->encoder->abandon();
    impl_->encoder.reset();
    return kept;
}

}  // namespace coalesce
