#include "record/video.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "model/error.hpp"
#include "model/files.hpp"
#include "record/av.hpp"
#include "record/encoder.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// The last frame written is the picture.
class StillEncoder : public Encoder {
  public:
    explicit StillEncoder(fs::path path) : path_(std::move(path)) {
        // An unwritable folder is told before the simulation, not after it.
        PendingFile(path_).write("");
    }
    void write(const Image& frame) override { last_ = frame; }
    void finish() override {
        if (last_.rgba.empty()) throw RunError(path_.string() + ": there is no frame to write");
        write_png(last_, path_);
    }

  private:
    fs::path path_;
    Image last_;
};

/// frame-000000.png and so on; every picture is complete in itself, so an abandoned folder keeps what it has.
class FolderEncoder : public Encoder {
  public:
    explicit FolderEncoder(fs::path path) : path_(std::move(path)) { make_output_folder(path_); }
    void write(const Image& frame) override {
        std::array<char, 32> name{};
        std::snprintf(name.data(), name.size(), "frame-%06d.png", next_++);
        write_png(frame, path_ / name.data());
    }
    void finish() override {}

  private:
    fs::path path_;
    int next_ = 0;
};

/// Written beside and renamed. An MP4 is not: what a kill leaves of it is a playable file of the right name. Pictures
/// see to it themselves, one by one.
bool renamed_at_end(Container container) {
    return container == Container::webm || container == Container::gif;
}

}  // namespace

struct VideoWriter::Impl {
    std::string shown;
    int width, height;
    std::optional<PendingFile> file;
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
}

VideoWriter::VideoWriter(const fs::path& path, int width, int height, int fps) : impl_(std::make_unique<Impl>()) {
    const std::string shown = path.string();
    const Container container = container_of(shown);
    check_format(shown, width, height, fps);
    av::silence();
    impl_->shown = shown;
    impl_->width = width;
    impl_->height = height;
    if (renamed_at_end(container)) impl_->file.emplace(path);
    const EncoderSettings settings{impl_->file ? impl_->file->temporary() : path, shown, width, height, fps};
    if (container == Container::mp4) impl_->encoder = make_mp4_encoder(settings);
    if (container == Container::webm) impl_->encoder = make_webm_encoder(settings);
    if (container == Container::gif) impl_->encoder = make_gif_encoder(settings);
    if (container == Container::png) impl_->encoder = std::make_unique<StillEncoder>(settings.path);
    if (container == Container::png_folder) impl_->encoder = std::make_unique<FolderEncoder>(path);
}

VideoWriter::~VideoWriter() = default;

void VideoWriter::write(const Image& frame) {
    if (frame.width != impl_->width || frame.height != impl_->height)
        throw RunError(impl_->shown + ": a frame of " + std::to_string(frame.width) + "x" +
                       std::to_string(frame.height) + " does not fit a video of " + std::to_string(impl_->width) + "x" +
                       std::to_string(impl_->height));
    impl_->encoder->write(frame);
}

void VideoWriter::finish() {
    impl_->encoder->finish();
    impl_->encoder.reset();
    if (impl_->file) impl_->file->commit();
}

}  // namespace coalesce
