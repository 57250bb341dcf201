"""What the demo says when a door refuses it."""

SENTENCES = {
    "demo.door-closed": "示例在「{command}」处停下：{sentence} 已完成的部分保留，修正后再次运行即可接着做。",
}
