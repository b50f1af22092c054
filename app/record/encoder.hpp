#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "view/image.hpp"

namespace coalesce {

/// One output format of VideoWriter. Errors name `shown`, the path the user gave.
class Encoder {
  public:
    virtual ~Encoder() = default;
    virtual void write(const Image& frame) = 0;
    virtual void finish() = 0;
};

struct EncoderSettings {
    std::filesystem::path path;  ///< where to write
    std::string shown;           ///< how messages call the file
    int width, height, fps;
};

/// H.264 in fragmented MP4: what a crash leaves is playable up to the last fragment.
std::unique_ptr<Encoder> make_mp4_encoder(const EncoderSettings& settings);
/// VP9, or VP8 where there is no VP9 encoder.
std::unique_ptr<Encoder> make_webm_encoder(const EncoderSettings& settings);
/// A palette of its own for every frame: gradients and shading survive 256 colours.
std::unique_ptr<Encoder> make_gif_encoder(const EncoderSettings& settings);

}  // namespace coalesce
