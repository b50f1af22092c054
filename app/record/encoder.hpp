#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "view/image.hpp"

namespace coalesce {

/// One output format of VideoWriter. Errors name `shown`, the path the user gave. Destruction before finish() gives up,
/// as abandon() does.
class Encoder {
  public:
    virtual ~Encoder() = default;
    virtual void write(const Image& frame) = 0;
    virtual void finish() = 0;
    /// Gives up. @return  what keeps the frames until now, where the format has a use for a part; else empty
    virtual std::filesystem::path abandon() { return {}; }
};

struct EncoderSettings {
    std::filesystem::path path;  ///< where to write
    std::string shown;           ///< how messages call the file
    int width, height, fps;
    std::function<bool()> stop{};  ///< asked while a finished film is rewritten; empty: never
};

/// H.264 in MP4. Until the end the file is fragmented: what a kill leaves is playable up to the last fragment. Then it
/// is rewritten with one index before the frames, by which players seek; should that fail, the fragments, which have
/// every frame, become the film. Where a film of that name was there it stays until the new one is complete, and a part
/// of the new one goes beside it, into FILE.cut-short.mp4.
std::unique_ptr<Encoder> make_mp4_film(const EncoderSettings& settings);
/// The fragments alone.
std::unique_ptr<Encoder> make_mp4_encoder(const EncoderSettings& settings);
/// VP9, or VP8 where there is no VP9 encoder.
std::unique_ptr<Encoder> make_webm_encoder(const EncoderSettings& settings);
/// A palette of its own for every frame: gradients and shading survive 256 colours. Delays, which GIF counts in
/// hundredths of a second, add up to the length of the film.
std::unique_ptr<Encoder> make_gif_encoder(const EncoderSettings& settings);
/// The last frame as PNG.
std::unique_ptr<Encoder> make_still_encoder(const EncoderSettings& settings);
/// frame-000000.png and so on in a folder. Frames that were there stay until the new ones are all there; then those go
/// that the new film does not have. A part of it lies in the folder, or, beside older frames, in its cut-short/.
std::unique_ptr<Encoder> make_folder_encoder(const EncoderSettings& settings);

}  // namespace coalesce
