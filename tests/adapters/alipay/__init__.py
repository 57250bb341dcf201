"""Tests of Alipay: our client, our notices and our local gateway against an independent SDK."""
