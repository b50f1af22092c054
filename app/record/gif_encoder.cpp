#include <cstring>
#include <fstream>

#include "coalesce/model/error.hpp"
#include "record/av.hpp"
#include "record/encoder.hpp"
#include "record/gif_comment.hpp"
#include "version.hpp"

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/opt.h>
}

namespace coalesce {
namespace {

class GifEncoder : public Encoder {
  public:
    explicit GifEncoder(const EncoderSettings& settings)
        : settings_(settings),
          output_(settings.path.string(), settings.shown, "gif", settings.comment),
          graph_(avfilter_graph_alloc()) {
        make_graph();
        const AVCodec* found = avcodec_find_encoder(AV_CODEC_ID_GIF);
        if (found == nullptr) throw RunError(settings.shown + ": this libav has no GIF encoder");
        codec_.reset(avcodec_alloc_context3(found));
        codec_->width = settings.width;
        codec_->height = settings.height;
        codec_->pix_fmt = AV_PIX_FMT_PAL8;
        codec_->time_base = {1, settings.fps};
        codec_->framerate = {settings.fps, 1};
        av::check(avcodec_open2(codec_.get(), found, nullptr), settings.shown, "GIF encoder");
        output_.start(*codec_, nullptr);
    }

    void write(const Image& image, const std::string& /*comment*/) override {
        const av::Frame frame(av_frame_alloc());
        frame->format = AV_PIX_FMT_RGBA;
        frame->width = image.width;
        frame->height = image.height;
        frame->pts = next_++;
        av::check(av_frame_get_buffer(frame.get(), 0), settings_.shown, "encoding failed");
        const std::size_t row = 4 * static_cast<std::size_t>(image.width);
        for (int y = 0; y < image.height; ++y)
            std::memcpy(frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0], image.pixel(0, y), row);
        av::check(av_buffersrc_add_frame(source_, frame.get()), settings_.shown, "encoding failed");
        drain();
    }

    void finish() override {
        av::check(av_buffersrc_add_frame(source_, nullptr), settings_.shown, "encoding failed");
        drain();
        output_.encode(*codec_, nullptr);
        // libav sets a frame's delay to the time until the next one, rounded on the film's clock; the last needs its
        // own.
        const int last = hundredths(next_) - hundredths(next_ - 1);
        av::check(av_opt_set_int(output_.context()->priv_data, "final_delay", last, 0), settings_.shown,
                  "encoding failed");
        output_.finish();
        append_comment();
    }

  private:
    /// Returns the time at which a frame is shown, hundredths of a second.
    int hundredths(std::int64_t frame) const {
        return static_cast<int>(av_rescale_q(frame, codec_->time_base, {1, 100}));
    }

    /// Writes the comment before the file's one-byte trailer, since libav's muxer writes none.
    void append_comment() const {
        std::fstream file(settings_.path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(-1, std::ios::end);
        const std::string extension =
            gif_comment(settings_.comment.empty() ? program_name_and_version() : settings_.comment) + '\x3b';
        file.write(extension.data(), static_cast<std::streamsize>(extension.size()));
        file.close();
        if (!file) throw RunError(settings_.shown + ": cannot be written");
    }

    /// Builds the filter graph: every frame is duplicated, one copy yields the palette, the other is drawn with it.
    void make_graph() {
        const std::string source = "buffer=width=" + std::to_string(settings_.width) +
                                   ":height=" + std::to_string(settings_.height) + ":pix_fmt=rgba:time_base=1/" +
                                   std::to_string(settings_.fps);
        const std::string text = source +
                                 ",format=rgb32,split[picture][sample];"
                                 "[sample]palettegen=stats_mode=single:reserve_transparent=0[palette];"
                                 "[picture][palette]paletteuse=new=1:dither=sierra2_4a,buffersink";
        AVFilterInOut* inputs = nullptr;
        AVFilterInOut* outputs = nullptr;
        const int parsed = avfilter_graph_parse2(graph_.get(), text.c_str(), &inputs, &outputs);
        avfilter_inout_free(&inputs);
        avfilter_inout_free(&outputs);
        av::check(parsed, settings_.shown, "palette filter");
        av::check(avfilter_graph_config(graph_.get(), nullptr), settings_.shown, "palette filter");
        for (unsigned i = 0; i < graph_->nb_filters; ++i) {
            AVFilterContext* filter = graph_->filters[i];
            if (std::strcmp(filter->filter->name, "buffer") == 0) source_ = filter;
            if (std::strcmp(filter->filter->name, "buffersink") == 0) sink_ = filter;
        }
    }

    void drain() {
        const av::Frame frame(av_frame_alloc());
        for (;;) {
            const int result = av_buffersink_get_frame(sink_, frame.get());
            if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
            av::check(result, settings_.shown, "encoding failed");
            frame->pts = av_rescale_q(frame->pts, av_buffersink_get_time_base(sink_), codec_->time_base);
            output_.encode(*codec_, frame.get());
            av_frame_unref(frame.get());
        }
    }

    EncoderSettings settings_;
    av::Output output_;
    av::Graph graph_;
    AVFilterContext* source_ = nullptr;
    AVFilterContext* sink_ = nullptr;
    av::Codec codec_;
    std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_gif_encoder(const EncoderSettings& settings) {
    return std::make_unique<GifEncoder>(settings);
}

}  // namespace coalesce
