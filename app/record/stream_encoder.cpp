#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "coalesce/model/error.hpp"
#include "record/av.hpp"
#include "record/encoder.hpp"

extern "C" {
#include <libavutil/opt.h>
}

namespace coalesce {
namespace {

struct Option {
    const char* key;
    const char* value;
};

/// Options of one of libav's encoders.
struct Choice {
    const char* encoder;
    std::vector<Option> options;
    std::int64_t bit_rate_per_pixel;  ///< thousandths of a bit per pixel and frame; 0: constant quality by the options
};

// crf 18 is visually lossless for H.264; the other two are for builds of libav without libx264.
const std::vector<Choice> h264_choices{
    {"libx264", {{"preset", "veryfast"}, {"crf", "18"}}, 0}, {"libopenh264", {}, 200}, {"mpeg4", {{"mbd", "rd"}}, 400}};
// Real-time settings: with the defaults a frame of 1280×720 takes seconds.
const std::vector<Choice> webm_choices{
    {"libvpx-vp9", {{"deadline", "realtime"}, {"cpu-used", "7"}, {"row-mt", "1"}, {"crf", "24"}}, 0},
    {"libvpx", {{"deadline", "realtime"}, {"cpu-used", "8"}, {"crf", "10"}}, 200}};

/// Seconds between key frames: the resolution of seeking.
constexpr int gop_seconds = 2;

void apply(AVCodecContext& codec, const Choice& choice, const EncoderSettings& settings) {
    codec.width = settings.width;
    codec.height = settings.height;
    codec.time_base = {1, settings.fps};
    codec.framerate = {settings.fps, 1};
    codec.pix_fmt = AV_PIX_FMT_YUV420P;
    codec.color_range = AVCOL_RANGE_MPEG;
    codec.color_primaries = AVCOL_PRI_BT709;
    codec.color_trc = AVCOL_TRC_BT709;
    codec.colorspace = AVCOL_SPC_BT709;
    codec.gop_size = gop_seconds * settings.fps;
    // No B-frames: frames are decoded in the order shown, so that the first is at 0 without an edit list, which
    // fragments cannot have.
    codec.max_b_frames = 0;
    codec.bit_rate = choice.bit_rate_per_pixel * settings.width * settings.height * settings.fps / 1000;
    codec.thread_count = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 16u));
    for (const auto& [key, value] : choice.options) av_opt_set(codec.priv_data, key, value, 0);
}

/// Opens the first of the choices that this libav has and that accepts the settings.
av::Codec open_encoder(const std::vector<Choice>& choices, const EncoderSettings& settings, bool global_header) {
    std::string reasons;
    for (const Choice& choice : choices) {
        const AVCodec* found = avcodec_find_encoder_by_name(choice.encoder);
        std::string reason = "not in this libav";
        if (found != nullptr) {
            av::Codec codec(avcodec_alloc_context3(found));
            apply(*codec, choice, settings);
            if (global_header) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
            const int result = avcodec_open2(codec.get(), found, nullptr);
            if (result >= 0) return codec;
            reason = av::reason(result);
        }
        reasons += (reasons.empty() ? "" : "; ") + std::string(choice.encoder) + ": " + reason;
    }
    throw RunError(settings.shown + ": no encoder accepts pictures of " + std::to_string(settings.width) + "x" +
                   std::to_string(settings.height) + " (" + reasons + ")");
}

/// Encodes RGBA pictures: converts them to YUV 4:2:0 and writes one stream.
class StreamEncoder : public Encoder {
  public:
    StreamEncoder(const EncoderSettings& settings, const char* format, const std::vector<Choice>& choices,
                  bool fragmented)
        : settings_(settings),
          fragmented_(fragmented),
          output_(settings.path.string(), settings.shown, format, settings.comment, fragmented) {
        const bool global_header = (output_.context()->oformat->flags & AVFMT_GLOBALHEADER) != 0;
        codec_ = open_encoder(choices, settings, global_header);
        make_scaler();
        AVDictionary* options = nullptr;
        if (fragmented) {
            // A fragment is complete in itself. One is flushed twice a second, not only at key frames: a killed program
            // loses half a second and the frames inside the encoder.
            av_dict_set(&options, "frag_duration", "500000", 0);
            av_dict_set(&options, "movflags", "frag_keyframe+empty_moov+default_base_moof", 0);
            output_.context()->flags |= AVFMT_FLAG_FLUSH_PACKETS;
        } else {
            // Clusters of WebM are as short, for the same reason.
            av_dict_set(&options, "cluster_time_limit", "500", 0);
            // Else the numbers of tracks and chapters are drawn at random, and no film is written twice.
            output_.context()->flags |= AVFMT_FLAG_BITEXACT;
        }
        const DictionaryGuard guard{options};
        AVDictionary** metadata = &output_.context()->metadata;
        if (!settings.title.empty()) av_dict_set(metadata, "title", settings.title.c_str(), 0);
        if (!settings.author.empty()) av_dict_set(metadata, "artist", settings.author.c_str(), 0);
        output_.start(*codec_, &options);
    }

    void write(const Image& image, const std::string& /*comment*/) override {
        av::check(av_frame_make_writable(frame_.get()), settings_.shown, "encoding failed");
        const std::uint8_t* source[1] = {image.rgba.data()};
        const int stride[1] = {4 * image.width};
        sws_scale(scaler_.get(), source, stride, 0, image.height, frame_->data, frame_->linesize);
        frame_->pts = next_++;
        output_.encode(*codec_, frame_.get());
    }

    /// Matroska writes chapters behind the frames. Fragments of MP4 have none: the film that replaces them has
    /// (write_indexed_mp4).
    void set_chapters(const std::vector<Chapter>& chapters) override { chapters_ = chapters; }

    void finish() override {
        if (!fragmented_) av::set_chapters(*output_.context(), {chapters_, settings_.fps}, settings_.shown);
        output_.encode(*codec_, nullptr);
        output_.finish();
    }

  private:
    struct DictionaryGuard {
        AVDictionary*& dictionary;
        ~DictionaryGuard() { av_dict_free(&dictionary); }
    };

    void make_scaler() {
        frame_.reset(av_frame_alloc());
        frame_->format = codec_->pix_fmt;
        frame_->width = settings_.width;
        frame_->height = settings_.height;
        frame_->colorspace = AVCOL_SPC_BT709;
        frame_->color_range = AVCOL_RANGE_MPEG;
        av::check(av_frame_get_buffer(frame_.get(), 0), settings_.shown, "encoding failed");
        scaler_.reset(sws_getContext(settings_.width, settings_.height, AV_PIX_FMT_RGBA, settings_.width,
                                     settings_.height, codec_->pix_fmt, SWS_BILINEAR | SWS_ACCURATE_RND, nullptr,
                                     nullptr, nullptr));
        if (!scaler_) throw RunError(settings_.shown + ": pictures of this size cannot be converted to YUV");
        // By default sws uses the BT.601 matrix; players, which are told BT.709, would show shifted colours.
        const int* bt709 = sws_getCoefficients(SWS_CS_ITU709);
        sws_setColorspaceDetails(scaler_.get(), bt709, 1, bt709, 0, 0, 1 << 16, 1 << 16);
    }

    EncoderSettings settings_;
    bool fragmented_;
    std::vector<Chapter> chapters_;
    av::Output output_;
    av::Codec codec_;
    av::Frame frame_;
    av::Scaler scaler_;
    std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_mp4_encoder(const EncoderSettings& settings) {
    return std::make_unique<StreamEncoder>(settings, "mp4", h264_choices, true);
}

std::unique_ptr<Encoder> make_webm_encoder(const EncoderSettings& settings) {
    return std::make_unique<StreamEncoder>(settings, "webm", webm_choices, false);
}

}  // namespace coalesce
